    ))
order by card.id desc limit ?1
