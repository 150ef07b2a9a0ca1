select id from concept where norm = ?1
union all
select concept_id from concept_alias where norm = ?1
limit 1
