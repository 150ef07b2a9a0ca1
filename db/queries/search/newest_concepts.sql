)
order by concept.id desc limit ?1
