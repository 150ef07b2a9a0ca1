select word, texts from search_word where texts > 0
