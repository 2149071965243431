using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>T9: ATS goes on and off with the entry that permits it, and the ATC is emptied in between.</summary>
public sealed class AtsTests
{
    private static readonly StreamId Stream = Script.StreamOf(0);

    /// <summary>In an attach, in order: e the entry, c its CMD_CFGI, a CMD_ATC_INV of everything, p one of a page, + ATS is on.</summary>
    [Theory]
    [InlineData("eca+")]
    [InlineData("eeca+")]
    [InlineData("ecca+")]
    [InlineData("xca+", "T9")]
    [InlineData("e+ca", "T9")]
    [InlineData("ec+a", "T9")]
    [InlineData("eac+", "T9")]
    [InlineData("eca")]
    [InlineData("ecp+", "T9")]
    [InlineData("ecaeca+")]
    [InlineData("ecaec+", "T9")]
    public void T9_on_last_of_all(string order, params string[] oracles)
    {
        var script = new Script(1);
        Do(script, OperationKind.Attach, order);

        Expect.Objections(script, oracles);
    }

    /// <summary>What happens in a detach: x the entry aborts, v it is invalid, - ATS is off.</summary>
    [Theory]
    [InlineData("-xca")]
    [InlineData("x-ca", "T9")]
    [InlineData("xca-", "T9")]
    [InlineData("-xc", "T9")]
    [InlineData("-xac", "T9")]
    public void T9_off_first_of_all(string order, params string[] oracles)
    {
        var script = new Script(1);
        Do(script, OperationKind.Attach, "eca+");
        Do(script, OperationKind.Detach, order);

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData("eca")]
    [InlineData("vceca")]
    [InlineData("ec", "T9")]
    [InlineData("ecp", "T9")]
    [InlineData("vca", "T9")]
    [InlineData("eac", "T9")]
    public void T9_from_one_domain_to_the_next_it_stays_on_and_the_cache_is_emptied(string order, params string[] oracles)
    {
        var script = new Script(1);
        Do(script, OperationKind.Attach, "eca+");
        Do(script, OperationKind.Replace, order);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void T9_who_says_that_he_is_degraded_promises_nothing()
    {
        var script = new Script(1);
        Do(script, OperationKind.Attach, "eca+");
        Do(script, OperationKind.Replace, "ec", OperationStatus.Degraded);

        Assert.Equal(VerdictKind.Degraded, script.Judge().Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "T9")]
    public void T9_an_ATC_is_filled_only_while_ATS_is_on(bool isOn, params string[] oracles)
    {
        var script = new Script(1);
        Do(script, OperationKind.Attach, "eca+");
        if (!isOn) Do(script, OperationKind.Detach, "-xca");
        script.Add(new AtcFilled(new SmmuId(0), Stream, null, new Iova(0x4000), 12, new Pa(0x80000000)));

        Expect.Objections(script, oracles);
    }

    /// <summary>A translated access that starts (s) and ends (d) somewhere around the end of ATS.</summary>
    [Theory]
    [InlineData("sd-xca")]
    [InlineData("s-dxca")]
    [InlineData("-sdxca", "T9")]
    [InlineData("-sxdca", "T9")]
    public void T9_a_device_whose_ATS_is_off_begins_no_translated_access(string order, params string[] oracles)
    {
        var script = new Script(1);
        script.Map(0x4000, 0x80000000);
        Do(script, OperationKind.Attach, "eca+");
        Do(script, OperationKind.Detach, order);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void T9_no_translated_access_is_left_when_the_detach_has_returned()
    {
        var script = new Script(1);
        script.Map(0x4000, 0x80000000);
        Do(script, OperationKind.Attach, "eca+");
        var dma = script.StartDma(0, 0x4000);
        Do(script, OperationKind.Detach, "-xca");
        script.EndDma(0, dma, 0x80000000, TranslationPath.Atc);

        Expect.Objections(script, "T9");
    }

    [Fact]
    public void T9_in_doubt_it_says_nothing_of_a_device_whose_entry_nobody_has_written()
    {
        var script = new Script(1);
        script.Add(new AtsChanged(new SmmuId(0), Stream, true));

        Expect.Valid(script);
    }

    [Fact]
    public void Q5_a_sync_waits_for_the_device_that_is_told()
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Other);
        script.Invalidate(operation, 0, Script.OfAsid());
        var sync = script.Issue(operation, 0, Script.Atc(0, 0, 52), Script.Sync);
        script.Add(new CommandConsumed(Script.Queue(0), sync - 1, Script.Atc(0, 0, 52)));
        script.Add(new SyncCompleted(Script.Queue(0), sync, SyncSignal.None));
        script.Add(new AtcInvalidationCompleted(Script.Queue(0), sync - 1));
        script.Release(operation, 0, sync);
        script.End(operation);

        Expect.Objections(script, "Q5");
    }

    private static StreamTableEntry Entry => default(StreamTableEntry) with { V = true };

    private static Command Cfgi => default(Command) with { Opcode = CommandOpcode.CfgiSte, StreamID = Stream, Leaf = true };

    private static void Do(Script script, OperationKind kind, string order, OperationStatus status = OperationStatus.Success)
    {
        var operation = script.BeginAttach(kind, 0, Script.Domain);
        TransactionId dma = default;
        foreach (var what in order)
        {
            switch (what)
            {
                case 'e': Store(script, operation, Entry with { Config = SteConfig.S1Translate, EATS = SteEats.Full }); break;
                case 'x': Store(script, operation, Entry with { Config = SteConfig.Abort }); break;
                case 'v': Store(script, operation, default, dwords: 1); break;
                case 'c': script.Invalidate(operation, 0, Cfgi); break;
                case 'a': script.Invalidate(operation, 0, Script.Atc(0, 0, 52)); break;
                case 'p': script.Invalidate(operation, 0, Script.Atc(0, 0x4000)); break;
                case '+' or '-': script.Add(new AtsChanged(new SmmuId(0), Stream, what == '+')); break;
                case 's': dma = script.StartDma(0, 0x4000); break;
                default: script.EndDma(0, dma, 0x80000000, TranslationPath.Atc); break;
            }
        }

        script.End(operation, status);
    }

    private static void Store(Script script, OperationId operation, StreamTableEntry entry, int dwords = 2)
    {
        var values = new ulong[8];
        entry.CopyTo(values);
        for (var dword = dwords - 1; dword >= 0; dword--)
        {
            script.Add(new ConfigurationWritten(
                operation, ConfigurationKind.StreamTableEntry, new SmmuId(0), Stream, default, new Pa(0x7000), dword, 0, values[dword]));
        }
    }
}
