using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>A guest's stage 1 over a parent of stage 2: entries that combine both outlive CMD_TLBI_S2_IPA (BZ-30).</summary>
public sealed class NestedTests
{
    private static readonly DomainId Parent = new(2);
    private static readonly DomainId Guest = new(3);
    private const ulong Memory = 0x80000000;

    [Theory]
    [InlineData(false, "T2")]
    [InlineData(true, "T1", "T2")]
    public void An_unmap_of_stage_2_is_final_for_the_guest(bool combinedToo, params string[] oracles)
    {
        var script = Unmapped(combinedToo);
        script.Dma(0, 0xdead000, Memory);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void An_unmap_of_stage_2_with_both_commands_is_valid()
    {
        var script = Unmapped(combinedToo: true);
        script.RefuseDma(0, script.StartDma(0, 0xdead000), EventId.FTranslation);

        Expect.Valid(script);
    }

    private static Script Unmapped(bool combinedToo)
    {
        var script = new Script(1, attach: false);
        script.Add(new DomainCreated(Parent, DomainKind.StageTwo));
        script.Add(new DomainTagged(Parent, new SmmuId(0), TagRegime.NsEl1, default, new Vmid(5)));
        script.Add(new DomainCreated(Guest, DomainKind.Nested, Parent: Parent));
        script.Attach(0, Guest);
        var leaf = new Descriptor(3) { S2AP = Stage2Access.ReadWrite }.WithOutputAddress(Memory, 12, DescriptorFormat.Bits48);
        var (map, unmap) = (new OperationId(50), new OperationId(51));
        script.Add(new OperationBegan(map, OperationKind.Map, Parent)
        {
            Iova = new Iova(0x7000),
            SizeBytes = 0x1000,
            Pa = new Pa(Memory),
            Permissions = Permissions.ReadWrite,
        });
        script.Add(new DescriptorWritten(map, Parent, new Pa(0x9000), 7, 3, new Iova(0x7000), default, leaf));
        script.End(map);
        script.Dma(0, 0xdead000, Memory);
        script.Add(new OperationBegan(unmap, OperationKind.Unmap, Parent) { Iova = new Iova(0x7000), SizeBytes = 0x1000 });
        script.Add(new DescriptorWritten(unmap, Parent, new Pa(0x9000), 7, 3, new Iova(0x7000), leaf, default));
        var ipa = default(Command) with { Opcode = CommandOpcode.TlbiS2Ipa, VMID = new Vmid(5), PageAddress = 0x7000, Leaf = true };
        script.Invalidate(unmap, 0, ipa);
        if (combinedToo) script.Invalidate(unmap, 0, default(Command) with { Opcode = CommandOpcode.TlbiNhAll, VMID = new Vmid(5) });
        script.End(unmap);
        return script;
    }
}
