import { build } from "./build.mjs";
import { demoConfig } from "./lib/demo-config.mjs";
import { buildLocalCognito, startLocalCognito } from "./lib/local-cognito.mjs";
import { freePortFrom } from "./lib/ports.mjs";
import { CommandError, stopAllOnSignal } from "./lib/process.mjs";
import { fail, heading, runSteps, say } from "./lib/terminal.mjs";
import { serveDemo } from "./serve.mjs";
import { setup } from "./setup.mjs";

const COGNITO_PORT = Number(process.env.COGNITO_PORT ?? 9229);
const DEMO_PORT = Number(process.env.PORT ?? 8080);

let stopping = false;
stopAllOnSignal(async () => {
  stopping = true;
  say("\nStopping the demo and the local Cognito.");
});

try {
  await setup();
  await build();
  heading("Local Cognito and demo");
  let cognito;
  let demo;
  await runSteps([
    { title: "Building the local Cognito", run: buildLocalCognito },
    {
      title: "Starting the local Cognito",
      run: async () => {
        cognito = await startLocalCognito({ port: await freePortFrom(COGNITO_PORT) });
        return note(cognito.url, COGNITO_PORT);
      },
    },
    {
      title: "Serving the demo",
      run: async () => {
        demo = await serveDemo({ port: DEMO_PORT, cognitoUrl: cognito.url });
        return note(demo.url, DEMO_PORT);
      },
    },
  ]);
  const [{ username, password }] = demoConfig(cognito.url).users;
  say();
  say(`  Open      ${demo.url}`);
  say(`  Sign in   ${username} / ${password}`);
  say("  Stop      Ctrl-C");
  say();
  const { code, output } = await cognito.ended;
  if (!stopping) {
    await demo.close();
    throw new CommandError(`The local Cognito ended by itself with exit code ${code}; the demo stops too.\n${output}`);
  }
} catch (error) {
  if (!stopping) {
    fail(error);
    process.exit(1);
  }
}

function note(url, wanted) {
  return new URL(url).port === String(wanted) ? url : `${url} (port ${wanted} is in use)`;
}
