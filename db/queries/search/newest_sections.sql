order by section.id desc limit ?1
