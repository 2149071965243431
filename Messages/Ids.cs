namespace ActorIommu.Messages;

/// <summary>A physical SMMU of the machine.</summary>
/// <param name="Value">Counts from 0 in the order of the machine's description.</param>
public readonly record struct SmmuId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"smmu{Value}";
}

/// <summary>A device of the machine.</summary>
/// <param name="Value">Counts from 0 in the order of the machine's description.</param>
public readonly record struct DeviceId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"device{Value}";
}

/// <summary>One DMA of one device; unique among the DMAs that are under way.</summary>
/// <param name="Value">Chosen by who starts the DMA.</param>
public readonly record struct TransactionId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"dma#{Value}";
}

/// <summary>Joins an answer to its request; unique among the open requests of a sender.</summary>
/// <param name="Value">Chosen by the sender.</param>
public readonly record struct RequestId(long Value);

/// <summary>Joins an Invalidate Completion to its CMD_ATC_INV.</summary>
/// <param name="Value">Counts up in each command queue.</param>
public readonly record struct InvalidationTicket(long Value);

/// <summary>Joins an answer of the SMMU to what its command queue waits for.</summary>
/// <param name="Value">Counts up in each command queue.</param>
public readonly record struct DrainTicket(long Value);
