delete from search_word
