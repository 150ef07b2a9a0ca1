select val from config where KEY = 'creationOffset'
