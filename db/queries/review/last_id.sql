select max(id) from review
