import { tf, type Tensor, type Tensor2D, type Tensor3D, type Tensor4D } from '@trunkline/engine';

/**
 * Class activation map (Zhou 2016, eq. 2): `maps_BHWC` weighted by one column of a linear head's `headKernel_DK`, giving
 * `cam_BHW`. Exact identity: the spatial mean of the map plus the head's bias is the class's logit.
 */
export function classActivationMap(maps_BHWC: Tensor4D, headKernel_DK: Tensor2D, classIndex: number): Tensor3D {
  const [batch, height, width, channels] = maps_BHWC.shape;
  const [inputWidth, classes] = headKernel_DK.shape;
  if (inputWidth !== channels || !Number.isInteger(classIndex) || classIndex < 0 || classIndex >= classes) {
    throw new RangeError(
      `classActivationMap: maps [${maps_BHWC.shape.join(', ')}], head kernel [${inputWidth}, ${classes}], class ${classIndex}; expected a kernel [${channels}, classes] and one of its classes`,
    );
  }
  return tf.tidy(() => {
    const weights_D1 = headKernel_DK.slice([0, classIndex], [inputWidth, 1]);
    return tf.matMul(maps_BHWC.reshape([-1, channels]), weights_D1).reshape([batch, height, width]);
  });
}

/**
 * Grad-CAM (Selvaraju 2017, eq. 1–2) for any head: channel weights are the spatial means of ∂logit/∂maps, the weighted sum
 * goes through ReLU; `gradCam_BHW`. `logitOf` maps `maps_BHWC` to each example's logit, `_B`.
 * At the last maps under global average pooling and a linear head this is max(0, {@link classActivationMap} / (H · W)).
 */
export function gradientClassActivationMap(maps_BHWC: Tensor4D, logitOf: (maps_BHWC: Tensor4D) => Tensor): Tensor3D {
  return tf.tidy(() => {
    const gradients_BHWC = tf.grad((maps) => logitOf(maps as Tensor4D).sum())(maps_BHWC);
    const weights_B11C = gradients_BHWC.mean([1, 2], true);
    return tf.relu(maps_BHWC.mul(weights_B11C).sum(3)) as Tensor3D;
  });
}
