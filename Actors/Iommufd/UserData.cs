using System.Buffers.Binary;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// What type of driver data a caller hands in (enum iommu_hwpt_data_type, iommu_viommu_type and the others, which agree).
/// </summary>
internal enum UserDataType : uint
{
    None = 0,
    IntelVtd = 1,
    ArmSmmuV3 = 2,
    Selftest = 0xdead,
}

/// <summary>Driver data of one structure (struct iommu_user_data).</summary>
/// <param name="Type">Of what.</param>
/// <param name="SizeBytes">How long the caller says it is.</param>
/// <param name="Bytes">What the pointer points to; null is a pointer to nothing.</param>
internal readonly record struct UserData(UserDataType Type, int SizeBytes, ReadOnlyMemory<byte>? Bytes)
{
    /// <summary>No data.</summary>
    public static UserData None => default;

    /// <summary>
    /// iommu_copy_struct_from_user. EINVAL: another type, shorter than the structure ever was, or longer than it is; EFAULT: a bad pointer.
    /// </summary>
    public Errno Copy(UserDataType type, Span<byte> structure, int minimum)
    {
        if (Type != type || SizeBytes < minimum || SizeBytes > structure.Length) return Errno.EINVAL;
        if (Bytes is not { } bytes || bytes.Length < SizeBytes) return Errno.EFAULT;
        structure.Clear();
        bytes.Span[..SizeBytes].CopyTo(structure);
        return Errno.Ok;
    }
}

/// <summary>Driver data of several structures (struct iommu_user_data_array).</summary>
/// <param name="Type">Of what.</param>
/// <param name="EntryBytes">How long the caller says each is.</param>
/// <param name="Count">How many.</param>
/// <param name="Bytes">What the pointer points to; null is a pointer to nothing.</param>
internal readonly record struct UserArray(UserDataType Type, int EntryBytes, uint Count, ReadOnlyMemory<byte>? Bytes)
{
    /// <summary>iommu_copy_struct_from_user_array: the same errors as for one structure.</summary>
    public Errno CopyEntry(UserDataType type, int index, Span<byte> structure, int minimum)
    {
        if (Type != type || EntryBytes < minimum || EntryBytes > structure.Length) return Errno.EINVAL;
        if (EntryAt(index) is not { } entry) return Errno.EFAULT;
        structure.Clear();
        entry.Span.CopyTo(structure);
        return Errno.Ok;
    }

    /// <summary>
    /// iommu_copy_struct_from_full_user_array, one entry of it: short entries are extended by zeros, long ones have to end with zeros.
    /// EINVAL: another type, or no entry at all; EFAULT; E2BIG: bytes that nobody knows are not zero.
    /// </summary>
    public Errno CopyAll(UserDataType type, Span<byte> structures)
    {
        if (Type != type || Count == 0) return Errno.EINVAL;
        var size = structures.Length / (int)Count;
        structures.Clear();
        for (var index = 0; index < Count; index++)
        {
            if (EntryAt(index) is not { } entry) return Errno.EFAULT;
            if (entry.Length > size && entry.Span[size..].ContainsAnyExcept((byte)0)) return Errno.E2BIG;
            entry.Span[..Math.Min(size, entry.Length)].CopyTo(structures[(index * size)..]);
        }

        return Errno.Ok;
    }

    // Not with a conditional: there null would be an empty memory, by way of an array.
    private ReadOnlyMemory<byte>? EntryAt(int index)
    {
        if (Bytes is not { } bytes || bytes.Length < (index + 1) * EntryBytes) return null;
        return bytes.Slice(index * EntryBytes, EntryBytes);
    }
}

/// <summary>Numbers in driver data: little-endian.</summary>
internal static class UserDataWords
{
    public static uint Word(this ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * index)..]);

    public static ulong Dword(this ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * index)..]);
}
