select sections, definitions, formulas, images, cards from note where id = ?1
