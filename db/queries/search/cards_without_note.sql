select id, question, answer, extra from card where note_id is null
