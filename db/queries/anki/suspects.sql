select type, name from sqlite_schema where type in ('trigger', 'view') or sql like 'create virtual%' limit 1
