order by formula.id desc limit ?1
