namespace ActorIommu.Hardware.Spec;

/// <summary>The address a device issues: input of stage 1.</summary>
/// <param name="Value">Byte address, 64 bits.</param>
public readonly record struct Iova(ulong Value) : IComparable<Iova>
{
    /// <inheritdoc/>
    public int CompareTo(Iova other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}

/// <summary>Intermediate physical address: output of stage 1, input of stage 2.</summary>
/// <param name="Value">Byte address, at most 56 bits.</param>
public readonly record struct Ipa(ulong Value) : IComparable<Ipa>
{
    /// <inheritdoc/>
    public int CompareTo(Ipa other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}

/// <summary>Physical address.</summary>
/// <param name="Value">Byte address, at most 56 bits (IDR5.OAS).</param>
public readonly record struct Pa(ulong Value) : IComparable<Pa>
{
    /// <inheritdoc/>
    public int CompareTo(Pa other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}

/// <summary>A stage of translation.</summary>
public enum Stage : byte
{
    /// <summary>IOVA to IPA, with the context descriptor's tables.</summary>
    One = 1,

    /// <summary>IPA to PA, with the stream table entry's tables.</summary>
    Two = 2,
}

/// <summary>Translation granule; the value is the logarithm of the page size in bytes.</summary>
public enum Granule : byte
{
    /// <summary>4 KiB.</summary>
    K4 = 12,

    /// <summary>16 KiB.</summary>
    K16 = 14,

    /// <summary>64 KiB.</summary>
    K64 = 16,
}

/// <summary>Sizes that follow from a granule.</summary>
public static class GranuleExtensions
{
    extension(Granule granule)
    {
        /// <summary>Logarithm of the page size in bytes: 12, 14 or 16.</summary>
        public int PageShift => (int)granule;

        /// <summary>Page size in bytes.</summary>
        public ulong PageSizeBytes => 1UL << (int)granule;

        /// <summary>Address bits that one full table resolves: 9, 11 or 13.</summary>
        public int IndexBits => (int)granule - 3;
    }
}

/// <summary>Read or write.</summary>
public enum AccessKind : byte
{
    /// <summary>A read (event RnW is 1).</summary>
    Read,

    /// <summary>A write (event RnW is 0).</summary>
    Write,
}

/// <summary>What an access asks for, after the overrides of the stream table entry (PRIVCFG, INSTCFG).</summary>
/// <param name="IsWrite">Write, not read (event RnW inverted).</param>
/// <param name="IsInstruction">Instruction fetch, not data (event InD).</param>
/// <param name="IsPrivileged">Privileged, not unprivileged (event PnU).</param>
public readonly record struct AccessAttributes(bool IsWrite, bool IsInstruction = false, bool IsPrivileged = false)
{
    // One byte, so that a copy is one move.
    private readonly byte _bits =
        (byte)((IsWrite ? WriteBit : 0) | (IsInstruction ? InstructionBit : 0) | (IsPrivileged ? PrivilegedBit : 0));

    private const int WriteBit = 1;
    private const int InstructionBit = 2;
    private const int PrivilegedBit = 4;

    /// <summary>Write, not read.</summary>
    public bool IsWrite { get => (_bits & WriteBit) != 0; init => _bits = With(WriteBit, value); }

    /// <summary>Instruction fetch, not data.</summary>
    public bool IsInstruction { get => (_bits & InstructionBit) != 0; init => _bits = With(InstructionBit, value); }

    /// <summary>Privileged, not unprivileged.</summary>
    public bool IsPrivileged { get => (_bits & PrivilegedBit) != 0; init => _bits = With(PrivilegedBit, value); }

    /// <summary>An unprivileged data read.</summary>
    public static AccessAttributes Read => default;

    /// <summary>An unprivileged data write.</summary>
    public static AccessAttributes Write => new(IsWrite: true);

    /// <summary>Read or write.</summary>
    public AccessKind Kind => IsWrite ? AccessKind.Write : AccessKind.Read;

    private byte With(int bit, bool value) => (byte)(value ? _bits | bit : _bits & ~bit);
}
