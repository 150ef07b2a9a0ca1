select hint from card where id = ?1
