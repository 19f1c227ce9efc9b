-- Why: reminders, rendering and publishing are done behind a request, and must be as certain as the change that asks for them. The jobs
-- are procrastinate's, in a schema of their own that only hub_system enters; people's transactions defer through one function
-- (policies/70_jobs.sql). The library's own tables follow below, from the text that comes with its pinned version.
create schema jobs;
