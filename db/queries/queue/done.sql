select card.id, card.deck, card.family, json_extract(review.before, '$.phase'), review.grade
from standing_review as review
join card on card.key = review.card_key
join memory on memory.card_id = card.id
where review.study_day = ?1
