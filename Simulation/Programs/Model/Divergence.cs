namespace ActorIommu.Simulation.Programs.Model;

/// <summary>
/// One known way in which QEMU 10.0.2 departs from the architecture. Each names what <see cref="ModelWalk"/> and
/// <see cref="QemuModel"/> do otherwise while it is on: a rule explains an answer only by predicting it bit for bit.
/// </summary>
/// <param name="Number">Its number in the project's list of divergences.</param>
/// <param name="Name">Short name.</param>
/// <param name="Clause">What it departs from.</param>
/// <param name="Behaviour">What QEMU does.</param>
public sealed record Divergence(int Number, string Name, string Clause, string Behaviour)
{
    /// <summary>1.</summary>
    public static readonly Divergence ConcatenatedTables = new(
        1, "concatenated stage 2 tables", "DDI 0487 D8.2.10", "walks only the first of concatenated start tables");

    /// <summary>2.</summary>
    public static readonly Divergence TableBaseOnly = new(
        2, "base of stage 1 tables", "IHI 0070 3.4", "translates only the base of a stage 1 table, and masks the PA");

    /// <summary>3.</summary>
    public static readonly Divergence RootsWithConfiguration = new(
        3, "roots at CD decode", "IHI 0070 3.4, 7.3",
        "translates TTB0 and TTB1 (and the CD) as reads, when the CD is decoded, and caches the PAs with it");

    /// <summary>4.</summary>
    public static readonly Divergence TableFaultRecord = new(
        4, "record of a stage 2 fault on a stage 1 table", "IHI 0070 7.3.13",
        "says S2 = 0, TTRnW = 0 and the base of the table; CD.R decides");

    /// <summary>5.</summary>
    public static readonly Divergence WarmStageTwoRights = new(
        5, "stage 2 permissions of a TLB hit", "IHI 0070 7.3.16", "aborts without an event or with IPA = 0, or lets a nested read pass");

    /// <summary>6.</summary>
    public static readonly Divergence SilentInputSize = new(
        6, "input size of stage 2 alone", "IHI 0070 3.4", "aborts an address beyond the IAS without F_ADDR_SIZE");

    /// <summary>7.</summary>
    public static readonly Divergence TableWritePermission = new(
        7, "APTable", "DDI 0487 D8.4", "tests APTable[1] where it reads it and forgets it afterwards");

    /// <summary>8.</summary>
    public static readonly Divergence FaultPriority = new(
        8, "priority of faults", "DDI 0487 D8.15", "tests access flag and permission before the output address size");

    /// <summary>9.</summary>
    public static readonly Divergence ReservedBlocks = new(
        9, "blocks at reserved levels", "DDI 0487 D8.3.1", "accepts blocks at level 0 of 4K and level 1 of 16K and 64K");

    /// <summary>10.</summary>
    public static readonly Divergence TableAddressSize = new(
        10, "address size of tables", "DDI 0487 D8.2.5",
        "follows a table descriptor beyond IPS, S2PS or OAS; below a stage 2 it refuses it with CLASS TT and the IPA");

    /// <summary>11.</summary>
    public static readonly Divergence TopByteIgnore = new(
        11, "TBI", "IHI 0070 5.4", "uses TBI0 for both halves");

    /// <summary>12.</summary>
    public static readonly Divergence UserAccess = new(
        12, "AP[1] and APTable[0]", "DDI 0487 D8.4", "has no privilege: lets an unprivileged access pass where AP[1] = 0");

    /// <summary>13.</summary>
    public static readonly Divergence StageOneFields = new(
        13, "S1CDMax and S1STALLD", "IHI 0070 5.2", "refuses an STE with S1CDMax or S1STALLD not 0 where they are ignored");

    /// <summary>16.</summary>
    public static readonly Divergence ContextFetchRecord = new(
        16, "record of F_CD_FETCH", "IHI 0070 7.3.10", "writes the address of the fetch as InputAddr");

    /// <summary>17.</summary>
    public static readonly Divergence BypassSize = new(
        17, "address size of bypass", "IHI 0070 3.4", "lets an address beyond the OAS bypass");

    /// <summary>22, found by the comparison itself.</summary>
    public static readonly Divergence InputSizeByOutputSize = new(
        22, "S2T0SZ and S2PS", "IHI 0070 5.2", "refuses an STE whose S2T0SZ is below 64 - S2PS; the bound is 64 - IAS");

    /// <summary>23, found by the comparison itself.</summary>
    public static readonly Divergence WholeIpa = new(
        23, "low bits of IPA", "IHI 0070 7.3", "records bits [11:0] of an IPA, which are RES0");

    /// <summary>24, found by the comparison itself.</summary>
    public static readonly Divergence StartAboveInput = new(
        24, "S2SL0 and S2T0SZ", "IHI 0070 5.2", "accepts an STE whose S2SL0 starts at a level that has no bit of the input to resolve");

    /// <summary>25, found by the comparison itself.</summary>
    public static readonly Divergence StageTwoUpdates = new(
        25, "S2HA and S2HD", "IHI 0070 5.2", "ignores them, although HTTU = 0 makes an STE that sets one ILLEGAL");

    /// <summary>26, found by the comparison itself.</summary>
    public static readonly Divergence TopOfBases = new(
        26, "top of S2TTB and TTBx", "IHI 0070 5.2, 5.4", "does not see bits [51:48] of S2TTB and bit [51] of TTB0 and TTB1");

    /// <summary>All, by number.</summary>
    public static IReadOnlyList<Divergence> All { get; } =
    [
        ConcatenatedTables, TableBaseOnly, RootsWithConfiguration, TableFaultRecord, WarmStageTwoRights, SilentInputSize,
        TableWritePermission, FaultPriority, ReservedBlocks, TableAddressSize, TopByteIgnore, UserAccess, StageOneFields,
        ContextFetchRecord, BypassSize,
        InputSizeByOutputSize, WholeIpa, StartAboveInput, StageTwoUpdates, TopOfBases,
    ];
}

/// <summary>Which divergences are on.</summary>
/// <param name="Bits">Bit n is number n.</param>
internal readonly record struct DivergenceSet(uint Bits)
{
    /// <summary>The architecture.</summary>
    public static DivergenceSet None => default;

    /// <summary>QEMU.</summary>
    public static DivergenceSet All { get; } = Of(Divergence.All);

    /// <summary>The divergences that are on, by number.</summary>
    public IEnumerable<Divergence> Members
    {
        get
        {
            var bits = Bits;
            return Divergence.All.Where(divergence => (bits >> divergence.Number & 1) != 0);
        }
    }

    /// <summary>True if it is on.</summary>
    public bool Has(Divergence divergence) => (Bits >> divergence.Number & 1) != 0;

    /// <summary>These and no others.</summary>
    public static DivergenceSet Of(params IEnumerable<Divergence> divergences) =>
        new(divergences.Aggregate(0u, (bits, divergence) => bits | (1u << divergence.Number)));

    /// <summary>All but one.</summary>
    public DivergenceSet Without(Divergence divergence) => new(Bits & ~(1u << divergence.Number));
}
