select ntid, name from fields order by ntid, ord
