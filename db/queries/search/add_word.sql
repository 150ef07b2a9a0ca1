insert into search_word (word, texts) values (?1, ?2) on conflict (word) do update set texts = texts + excluded.texts
