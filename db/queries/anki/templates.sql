select ntid, config from templates order by ntid, ord
