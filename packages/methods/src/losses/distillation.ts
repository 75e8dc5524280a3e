import { stopGradient, tf, type Scalar, type Tensor2D } from '@trunkline/engine';

/**
 * − Σ_k q_k log p_k, its mean over the batch, with q = softmax(teacher / T) and p = softmax(student / T): what a student
 * answers against what a teacher answers, both softened by a temperature T (Hinton et al. 2015, arXiv 1503.02531, equation 1;
 * Li and Hoiem 2016, arXiv 1606.09282, equations 2 and 3). No gradient reaches the teacher. Gradients shrink as 1 / T².
 */
export function distillationLoss(student_BK: Tensor2D, teacher_BK: Tensor2D, temperature: number): Scalar {
  const soft_BK = stopGradient(tf.softmax(tf.div(teacher_BK, temperature)));
  const logarithms_BK = tf.logSoftmax(tf.div(student_BK, temperature));
  return tf.neg(tf.mean(tf.sum(tf.mul(soft_BK, logarithms_BK), 1)));
}
