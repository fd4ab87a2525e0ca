-- A session ends with the sign-ins that can use it. Sessions from before this column know of none, and end when the server starts.
ALTER TABLE sessions ADD COLUMN sign_ins TEXT NOT NULL DEFAULT '';
