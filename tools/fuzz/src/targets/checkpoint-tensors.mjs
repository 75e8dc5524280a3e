import { checkpointTarget } from '../checkpoints.mjs';

export default checkpointTarget('tensors.safetensors');
