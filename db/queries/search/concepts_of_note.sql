select concept.id, concept.name, (select group_concat(alias, char(31)) from concept_alias where concept_id = concept.id)
from concept
where concept.id in (select concept_id from mention where note_id = ?1)
