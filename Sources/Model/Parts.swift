/// The variants that a network and its training are put together from. Code that is compiled once for each of them asks
/// for the type by `with`, once a pass.
package struct Parts: Hashable, Sendable {
  package var block = BlockName.perceptron
  package var norm = NormName.none
  package var mask = MaskName.none
  package var activation: ActivationName
  package var loss: LossName
  package var embedding = EmbeddingName.none
  package var optimizer: OptimizerName

  package init(
    activation: ActivationName = .tanh, loss: LossName = .squared, optimizer: OptimizerName = .gradientDescent
  ) {
    self.activation = activation
    self.loss = loss
    self.optimizer = optimizer
  }
}

extension Problem {
  package var parts: Parts {
    var parts = Parts(activation: activation, loss: loss, optimizer: optimizer)
    (parts.block, parts.norm, parts.mask) = (block, norm, mask)
    parts.embedding = embedding
    return parts
  }
}
