using System.Collections.Immutable;
using ActorIommu.Actors.Domains;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Tests.Domains;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>The golden rewrites of an entry, driven by attaches through the real command queue.</summary>
public sealed class ReplaceTests : HostTest
{
    private protected override ImmutableArray<HostDevice> Devices =>
        [new HostDevice(new SmmuId(0), new StreamId(1)) { PasidBits = 2 }, new HostDevice(new SmmuId(1), new StreamId(1))];

    [Fact]
    public void Attaches_rewrite_the_entry_as_Linux_does()
    {
        // The entries of the KUnit cases permit ATS.
        var capabilities = Board.PasidCapabilities;
        Assert.Equal(HostResult.Ok, Start(firstHasAts: true, with: capabilities with { Idr0 = capabilities.Idr0 with { ATS = true } }));
        var (one, two) = (Create(StageOne), Create(StageOne with { Stage = Stage.Two }));
        Assert.Equal(Golden("abort_to_bypass"), Entry(() => Attach(0, DomainId.Identity)));
        Assert.Equal(Golden("stebypass_to_s1dssbypass"), Entry(() => AttachPasid(0, 1, one)));
        Assert.Equal(Golden("cdtable_s1dss_change b"), Entry(() => Attach(0, one)));
        Assert.Equal(Golden("cdtable_s1dss_change a"), Entry(() => Attach(0, DomainId.Identity)));
        Assert.Equal(Golden("s1dssbypass_to_stebypass"), Entry(() => DetachPasid(0, 1)));
        Assert.Equal(Golden("bypass_to_abort"), Entry(() => Detach(0)));
        Assert.Equal(Golden("abort_to_cdtable"), Entry(() => Attach(0, one)));
        // The KUnit cases have VMID 0. A VMID counts in stage 1 too (5.2, S2VMID), so with another one two doublewords matter at once.
        Assert.Equal([[0], [1, 2, 3], [0]], Entry(() => Attach(0, two)));
        Assert.Equal([[0], [1, 2, 3], [0]], Entry(() => Attach(0, one)));
        Assert.Equal(Golden("cdtable_to_bypass"), Entry(() => Attach(0, DomainId.Identity)));
        Assert.Equal(Golden("bypass_to_cdtable"), Entry(() => Attach(0, one)));
        Assert.Equal(Golden("cdtable_to_abort"), Entry(() => Detach(0)));
        Assert.Equal(Golden("abort_to_s2"), Entry(() => Attach(0, two)));
        Assert.Equal(Golden("s2_to_bypass"), Entry(() => Attach(0, DomainId.Identity)));
        Assert.Equal(Golden("bypass_to_s2"), Entry(() => Attach(0, two)));
        Assert.Equal(Golden("s2_to_abort"), Entry(() => Detach(0)));
    }

    // Only V of an invalid descriptor is used, so everything else is there before it and goes after it.
    [Fact]
    public void A_context_descriptor_is_valid_last_and_invalid_first()
    {
        Assert.Equal(HostResult.Ok, Start(with: Board.PasidCapabilities));
        var domain = Create(StageOne);
        Assert.Equal([[1], [0]], Context(() => AttachPasid(0, 1, domain)));
        Assert.Equal([[0], [1]], Context(() => DetachPasid(0, 1)));
    }

    [Theory]
    [InlineData("nested_s1dssbypass_to_s1bypass")]
    [InlineData("nested_s1bypass_to_s1dssbypass")]
    public void Without_safe_bits_an_entry_is_invalid_where_it_need_not_be(string name)
    {
        var golden = GoldenTransition.All[name];
        var broken = StructureWriter.Plan(golden.Before, golden.After, new StreamTableEntryUse(new BugSet(Bug.NoSafeBits)));
        Assert.Equal((StructureUpdateKind.Hitless, StructureUpdateKind.Breaking), (golden.Plan().Kind, broken.Kind));
    }

    private static List<List<int>> Golden(string name) => [.. GoldenTransition.All[name].Steps.Select(step => step.Wrote.ToList())];

    private List<List<int>> Entry(Func<HostResult> change) => Written(change, ConfigurationKind.StreamTableEntry, CommandOpcode.CfgiSte);

    private List<List<int>> Context(Func<HostResult> change) => Written(change, ConfigurationKind.ContextDescriptor, CommandOpcode.CfgiCd);

    // The doublewords that were stored before each invalidation of the structure; each has its CMD_SYNC in the next slot, and the next
    // store comes after that has completed.
    private List<List<int>> Written(Func<HostResult> change, ConfigurationKind kind, CommandOpcode invalidation)
    {
        var before = History.Events.Count;
        Assert.Equal(HostResult.Ok, change());
        List<List<int>> written = [];
        List<int> stored = [];
        var isOpen = false;
        foreach (var one in History.Events.Skip(before))
        {
            switch (one)
            {
                case ConfigurationWritten store when store.Kind == kind:
                    Assert.False(isOpen);
                    stored.Add(store.Dword);
                    break;
                case CommandWritten { Command.Opcode: var opcode } when opcode == invalidation:
                    Assert.NotEmpty(stored);
                    written.Add(stored);
                    (stored, isOpen) = ([], true);
                    break;
                case SyncReleased:
                    isOpen = false;
                    break;
            }
        }

        Assert.Empty(stored);
        return written;
    }
}
