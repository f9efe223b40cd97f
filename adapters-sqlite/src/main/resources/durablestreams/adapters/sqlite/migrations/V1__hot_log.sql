CREATE TABLE hot_log (
  entry INTEGER PRIMARY KEY,
  payload BLOB NOT NULL
);
