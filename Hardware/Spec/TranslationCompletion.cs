using System.Numerics;

namespace ActorIommu.Hardware.Spec;

/// <summary>Status of an ATS Translation Completion (PCIe 10.2.3).</summary>
public enum CompletionStatus : byte
{
    /// <summary>There is no completion: the transaction was no Translation Request.</summary>
    None,

    /// <summary>Success: the data entry counts, and may grant nothing.</summary>
    Success,

    /// <summary>UR: ATS is disabled for this stream.</summary>
    UnsupportedRequest,

    /// <summary>CA: a configuration error.</summary>
    CompleterAbort,
}

/// <summary>
/// Translation Completion Data Entry (PCIe 10.2.3.2): the address in [63:12], S in [11], Global [5], Priv [4], Exe [3], U [2],
/// W [1], R [0]. N and U are always 0 (IHI 0070 13.6).
/// </summary>
/// <param name="Word">Bits [63:0].</param>
public readonly record struct TranslationEntry(ulong Word)
{
    /// <summary>Read is granted.</summary>
    public bool R { get => Word.Bit(0); init => Word = Word.WithBit(0, value); }

    /// <summary>Write is granted.</summary>
    public bool W { get => Word.Bit(1); init => Word = Word.WithBit(1, value); }

    /// <summary>Execute is granted; only where it was asked for.</summary>
    public bool Exe { get => Word.Bit(3); init => Word = Word.WithBit(3, value); }

    /// <summary>The grant is for privileged accesses, else for unprivileged ones: as the request asked.</summary>
    public bool Priv { get => Word.Bit(4); init => Word = Word.WithBit(4, value); }

    /// <summary>The entry serves every PASID; an SMMU never says so (3.9.1).</summary>
    public bool Global { get => Word.Bit(5); init => Word = Word.WithBit(5, value); }

    /// <summary>S: it is larger than 4 KiB, and the lowest 0 of the address bits from 12 up says how large.</summary>
    public bool S => Word.Bit(11);

    /// <summary>True if any access is granted.</summary>
    public bool GrantsAnything => R || W || Exe;

    /// <summary>Its size in bytes is 2^Log2Size.</summary>
    public int Log2Size => S ? BitOperations.TrailingZeroCount(~(Word >> 12)) + 13 : 12;

    /// <summary>First output address, aligned to the size.</summary>
    public ulong Address => Log2Size > 63 ? 0 : Word >> Log2Size << Log2Size;

    /// <summary>An entry that grants nothing yet.</summary>
    /// <param name="address">Any address within it.</param>
    /// <param name="log2Size">12 to 63.</param>
    public static TranslationEntry Of(ulong address, int log2Size)
    {
        var aligned = address >> log2Size << log2Size;
        return log2Size == 12 ? new TranslationEntry(aligned) : new TranslationEntry(aligned | (((1UL << (log2Size - 1)) - 1) & ~0x7ffUL));
    }
}

/// <summary>The answer to a Translation Request for one page.</summary>
/// <param name="Status">Whether the entry counts.</param>
/// <param name="Entry">The data entry; zero without success.</param>
public readonly record struct TranslationCompletion(CompletionStatus Status, TranslationEntry Entry);
