select distinct card.id
from (select * from mention where concept_id = ?1 order by id desc limit 200) as mention
left join section on section.id = mention.section_id
join card on card.note_id = mention.note_id
where card.retired_at is null and (
    (mention.stance = 'definition' and card.line = mention.line)
    or (mention.stance = 'heading' and card.line between section.line and section.end_line)
)
order by card.id
limit ?2
