select preamble from note where id = ?1
