namespace ActorIommu.Hardware.Queues;

/// <summary>
/// Index and wrap bit of a circular queue (IHI 0070 3.5.1): index in bits [log2Size-1:0], wrap in bit [log2Size]. Equal is
/// empty; same index and other wrap is full.
/// </summary>
/// <param name="Raw">The register field, index and wrap together.</param>
/// <param name="Log2Size">log2 of the number of entries, 0 to 19.</param>
public readonly record struct QueuePointer(uint Raw, int Log2Size)
{
    /// <summary>Number of entries of the queue.</summary>
    public uint Entries => 1u << Log2Size;

    /// <summary>Position in the queue.</summary>
    public uint Index => Raw & (Entries - 1);

    /// <summary>The pointer to the next entry; past the end the index becomes 0 and the wrap bit flips.</summary>
    public QueuePointer Next => this with { Raw = (Raw + 1) & ((Entries << 1) - 1) };

    /// <summary>A register value with the bits that a queue of this size ignores taken away.</summary>
    public static QueuePointer From(uint register, int log2Size) => new(register & ((2u << log2Size) - 1), log2Size);

    /// <summary>True if a consumer at this pointer has nothing to take.</summary>
    public bool IsEmpty(QueuePointer consumer) => Raw == consumer.Raw;

    /// <summary>True if a producer at this pointer has no room.</summary>
    public bool IsFull(QueuePointer consumer) => Raw == (consumer.Raw ^ Entries);
}
