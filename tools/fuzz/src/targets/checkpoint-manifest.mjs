import { checkpointTarget } from '../checkpoints.mjs';

export default checkpointTarget('manifest.json');
