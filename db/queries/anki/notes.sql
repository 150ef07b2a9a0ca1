select id, guid, mid, tags, flds from notes
