-- Nothing looks for a card by its fingerprint: an import compares those of the cards that it knows, and each new card had its random
-- place to find in one more index.

drop index card_fingerprint;
