order by note.id desc, section.ordinal limit ?1
