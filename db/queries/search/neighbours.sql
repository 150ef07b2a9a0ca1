select concept.id, concept.name,
    min(case
        when own.stance = 'reference' or other.stance = 'reference' then 0
        when own.stance = 'heading' or other.stance = 'heading' then 1
        else 2
    end) as via
from (
    select section_id, stance from mention where concept_id = ?1 and section_id is not null order by id desc limit 200
) as own
join mention as other on other.section_id = own.section_id and other.concept_id <> ?1
join note on note.id = other.note_id
join concept on concept.id = other.concept_id
where note.retired_at is null
group by concept.id
order by via, count(*) desc, concept.id
limit ?2
