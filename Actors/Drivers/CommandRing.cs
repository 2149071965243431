using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// A command queue as its producers see it: the slots, and the words that they share (Linux: arm_smmu_cmdq). All of it is emulated
/// memory, so producers that know nothing of each other meet only there.
/// </summary>
/// <param name="Smmu">Whose queue.</param>
/// <param name="Base">The first slot.</param>
/// <param name="Log2Size">log2 of the number of slots.</param>
/// <param name="Shared">The shared words, <see cref="SharedBytes"/> of them, all zero when the queue starts.</param>
/// <param name="PollsMsi">CMD_SYNC completes by a write to its own slot (MSI and coherent accesses); else by CONS.</param>
/// <param name="ForcesSync">Each list ends with its own CMD_SYNC (MMU-700 erratum 2812531).</param>
/// <param name="SyncWords"><see cref="SyncWordCount"/> words of 32 bits that CMD_SYNCs clear in turn; none: each clears its slot.</param>
/// <param name="Index">0 is the CMDQ, 1 and up are VCMDQs.</param>
internal sealed record CommandRing(
    SmmuId Smmu, Pa Base, int Log2Size, Pa Shared, bool PollsMsi, bool ForcesSync = false, Pa? SyncWords = null, int Index = 0)
{
    /// <summary>More than producers that wait at a time.</summary>
    public const int SyncWordCount = 256;

    private const int BatchEntries = 64;
    private const int WordBits = 64;
    private const int ValidOffset = 56;

    public uint Entries => 1u << Log2Size;

    /// <summary>Its name in a history.</summary>
    public QueueId Queue => new(Smmu, Index);

    /// <summary>Commands that one list holds; the queue has room for that many and a CMD_SYNC (Linux: CMDQ_BATCH_ENTRIES).</summary>
    public int ListEntries => Math.Min(ForcesSync ? BatchEntries - 1 : BatchEntries, (int)Entries - 1);

    /// <summary>It is one of the CMDQV unit.</summary>
    public bool IsVirtual => Index > 0;

    /// <summary>Where a register of page 0 of this VCMDQ is.</summary>
    public int Page0(int register) => CmdqvOffset.VcmdqPage0Base + ((Index - 1) * CmdqvOffset.VcmdqStride) + register;

    /// <summary>Where a register of page 1 of this VCMDQ is.</summary>
    public int Page1(int register) => CmdqvOffset.VcmdqPage1Base + ((Index - 1) * CmdqvOffset.VcmdqStride) + register;

    /// <summary><see cref="QueueHead"/>.</summary>
    public Pa Head => Shared;

    /// <summary>How far owners have published.</summary>
    public Pa Published => Word(8);

    /// <summary>How many wait for a CMD_SYNC; negative while one alone moves the shadow of CONS.</summary>
    public Pa Lock => Word(16);

    /// <summary>Numbers of CMD_SYNCs, where a producer goes by them.</summary>
    public Pa SyncNumber => Word(24);

    /// <summary>Where CMD_SYNC writes its number, for a producer with <see cref="Hardware.Bugs.Bug.SyncSeqOutsideLock"/>.</summary>
    public Pa SyncDone => Word(32);

    /// <summary>How many errors stopped the queue so far: a producer whose commands were in it then cannot vouch for them.</summary>
    public Pa Errors => Word(40);

    /// <summary>Of a VCMDQ: not 0 if it takes no commands but those of guests, as its interface says (Linux: vintf->hyp_own).</summary>
    public Pa IsOfGuest => Word(48);

    /// <summary>Bytes of the shared words.</summary>
    public static int SharedBytes(int log2Size) => ValidOffset + (8 * Math.Max(1, (1 << log2Size) / WordBits));

    /// <summary>The word that the CMD_SYNC of a number clears.</summary>
    public Pa SyncWord(uint number) => new(SyncWords!.Value.Value + (4UL * (number % SyncWordCount)));

    public Pa Slot(uint pointer) => new(Base.Value + (16UL * IndexOf(pointer)));

    public uint Advance(uint pointer, int slots) => (pointer + (uint)slots) & ((Entries << 1) - 1);

    public bool HasSpace(QueueHead head, int slots) => Entries - Distance(head.Consumer, head.Next) >= slots;

    /// <summary>CONS has passed a slot; a second wrap would look the same, which the shared lock rules out.</summary>
    public bool IsConsumed(uint consumer, uint pointer) =>
        IsWrapped(consumer) == IsWrapped(pointer) ? IndexOf(consumer) > IndexOf(pointer) : IndexOf(consumer) <= IndexOf(pointer);

    /// <summary>Slots from one pointer to another that is not before it.</summary>
    public uint Distance(uint from, uint to) => (to - from) & ((Entries << 1) - 1);

    /// <summary>Where the bit is that says a slot is written, and which. It flips at each pass, so it never has to be cleared.</summary>
    public (Pa Address, ulong Mask) Valid(uint pointer) =>
        (Word(ValidOffset + (8 * (IndexOf(pointer) / WordBits))), 1UL << (int)(IndexOf(pointer) % WordBits));

    /// <summary>True if the bit of a slot says that it is written in this pass.</summary>
    public bool IsValid(ulong word, uint pointer) => (word & Valid(pointer).Mask) != 0 != IsWrapped(pointer);

    private uint IndexOf(uint pointer) => pointer & (Entries - 1);

    private bool IsWrapped(uint pointer) => (pointer & Entries) != 0;

    private Pa Word(ulong offset) => new(Shared.Value + offset);
}
