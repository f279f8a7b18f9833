-- Outages of vendors are waited out by the clock, not by a number of tries.

-- Since when a vendor has kept the step from being done; null while none does.
alter table job_steps add column failing_since timestamptz;
