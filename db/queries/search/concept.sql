select concept.name, (select group_concat(alias, char(31)) from concept_alias where concept_id = concept.id)
from concept
where concept.id = ?1
