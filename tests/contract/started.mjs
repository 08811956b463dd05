// Waits until the app at API answers; gives up when its process has ended.
const live = `${process.env.API}/health/live`;
const pid = Number(process.argv[2]);

for (;;) {
  try {
    if ((await fetch(live)).ok) break;
  } catch {
    // Nobody listens yet.
  }
  process.kill(pid, 0); // throws when the process is gone
  await new Promise((resume) => setTimeout(resume, 100));
}
