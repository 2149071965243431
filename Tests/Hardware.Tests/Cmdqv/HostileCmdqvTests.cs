using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using Xunit.Abstractions;

namespace ActorIommu.Hardware.Tests.Cmdqv;

/// <summary>Whatever is written to the registers and to the queues: nothing throws, it ends, and a guest stays within its VMID.</summary>
public sealed class HostileCmdqvTests(ITestOutputHelper output)
{
    private const int Runs = 400;
    private const int Accesses = 400;

    [Fact]
    public void Hostile_registers_and_queues_do_no_harm()
    {
        var (consumed, errors, interrupts) = (0, 0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var prng = new Prng(Prng.Seed + (0x9e37_79b9UL * (ulong)run));
            var failure = Record.Exception(() =>
            {
                var rig = CmdqvRig.WithTwoGuests();
                for (var access = 0; access < Accesses; access++) Access(rig, prng);
                consumed += rig.Core.Executed.Count;
                errors += rig.Block.Queues.Count(queue => queue.ActiveErrors.CmdqErr);
                interrupts += rig.Unit.Interrupts;
            });
            Assert.True(failure is null, $"ACTORIOMMU_SEED={Prng.Seed}, run {run}: {failure}");
        }

        output.WriteLine($"ACTORIOMMU_SEED={Prng.Seed}: {consumed} commands, {errors} stopped queues, {interrupts} interrupts");
        Assert.True(consumed > Runs && errors > Runs / 4 && interrupts > Runs, "The accesses are too shallow.");
    }

    [Fact]
    public void A_hostile_guest_reaches_its_own_VMID_and_its_own_streams_only()
    {
        var (own, foreign) = Reach(hypOwn: false);
        output.WriteLine($"ACTORIOMMU_SEED={Prng.Seed}: {own} commands took effect");
        Assert.True(own > Runs, "The guests are too shallow.");
        Assert.True(foreign.Count == 0, $"ACTORIOMMU_SEED={Prng.Seed}: {string.Join(Environment.NewLine, foreign)}");
    }

    [Fact]
    public void The_same_commands_reach_others_from_a_queue_of_the_host() => Assert.True(Reach(hypOwn: true).Foreign.Count > Runs);

    // What the queues of interface 0 make the SMMU execute, as its own VMID and stream or as others'.
    private static (int Own, List<Command> Foreign) Reach(bool hypOwn)
    {
        var (own, foreign) = (0, new List<Command>());
        for (var run = 0; run < Runs; run++)
        {
            var prng = new Prng(Prng.Seed ^ (0x1_0000_0001UL * (ulong)run));
            var rig = CmdqvRig.WithTwoGuests();
            rig.Configure(0, vmid: 5, hypOwn);
            rig.StartQueue(0, 0, 0);
            rig.StartQueue(1, 0, 1);
            rig.MapStream(0, slot: 1, guest: 3, physical: 0x33);
            for (var access = 0; access < Accesses; access++)
            {
                for (var slot = 0u; slot < 8; slot++) rig.Put(prng.Below(2), slot, GuestCommand(prng));
                var offset = prng.OneIn(8) ? (int)prng.Edge() : (prng.Below(3) * CmdqvOffset.VcmdqStride) + (4 * prng.Below(8));
                rig.Unit.WriteGuestPage(0, offset, prng.OneIn(8) ? 8 : 4, prng.OneIn(2) ? prng.Edge() : (ulong)prng.Below(16));
            }

            foreach (var command in rig.Core.Executed)
            {
                var isTlbi = command.Opcode is CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa;
                var isAtc = command.Opcode is CommandOpcode.AtcInv;
                var isOwn = (isTlbi && command.VMID == new Vmid(5)) || (isAtc && command.StreamID == new StreamId(0x33));
                if (isOwn) own++;
                else foreign.Add(command);
            }

            Assert.Equal([0u, 0u], new[] { rig.Gerror(2), rig.Gerror(3) });
        }

        return (own, foreign);
    }

    private static Command GuestCommand(Prng prng)
    {
        var opcode = prng.Of<ulong>(0x11, 0x12, 0x40, 0x46, 0x46, prng.Next() & 0xff);
        return new Command((prng.Next() & ~0xffUL) | opcode, prng.OneIn(2) ? 0 : prng.Next());
    }

    private static void Access(CmdqvRig rig, Prng prng)
    {
        var queue = prng.Below(8);
        for (var slot = 0u; slot < 8; slot++) rig.Put(queue, slot, GuestCommand(prng));
        if (prng.OneIn(4)) rig.Acknowledge(queue);
        var offset = prng.Below(6) switch
        {
            0 => (int)prng.Edge(),
            1 => prng.Below(rig.Block.SizeBytes),
            2 => 4 * prng.Below(0x100),
            3 => CmdqvRig.Interface(prng.Below(5), 4 * prng.Below(0x40)),
            4 => CmdqvRig.Page1(queue, 4 * prng.Below(6)),
            _ => CmdqvRig.Page0(queue, 4 * prng.Below(8)),
        };
        var size = prng.Of(4, 4, 4, 4, 8, prng.Below(10));
        rig.Unit.ReadRegister(offset, size);
        // Often something that keeps the unit going, so that there is something to disturb.
        var value = prng.Below(3) switch { 0 => prng.Edge(), 1 => (ulong)prng.Below(16), _ => 1UL };
        if (offset == CmdqvOffset.Config && !prng.OneIn(16)) value |= 1;
        rig.Unit.WriteRegister(offset, size, value);
    }
}
