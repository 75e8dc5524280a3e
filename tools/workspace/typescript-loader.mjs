// With `--import` of this file and `--conditions=@trunkline/source`, Node runs the workspace's TypeScript as it stands, unbuilt.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
