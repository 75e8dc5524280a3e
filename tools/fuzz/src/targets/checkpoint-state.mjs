import { checkpointTarget } from '../checkpoints.mjs';

export default checkpointTarget('state.json');
