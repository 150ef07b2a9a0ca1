select card_id, tag from card_tag
union
select card.id, note_tag.tag from card join note_tag on note_tag.note_id = card.note_id
order by 1, 2
