using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>I1, I2, I3, I7, O2 and the events E1, E3, E6, E7.</summary>
public sealed class IsolationTests
{
    private static readonly DomainId Identity = new(2);
    private static readonly EventQueueId Events = new(EventQueueKind.Events, 0);
    private static readonly EventQueueId Requests = new(EventQueueKind.PageRequests, 0);

    [Theory]
    [InlineData(0x80000000UL, true)]
    [InlineData(0x4000UL, true)]
    [InlineData(0x70000000UL, true, "I1")]
    [InlineData(0x4000UL, false)]
    [InlineData(0x80000000UL, false, "I1")]
    public void I1_old_or_new_during_a_replace_and_only_new_after_it(ulong output, bool during, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new DomainCreated(Identity, DomainKind.Identity));
        script.Map(0x4000, 0x80000000);
        var replace = script.BeginAttach(OperationKind.Replace, 0, Identity);
        if (!during) script.End(replace);
        script.Dma(0, 0x4000, output);
        if (during) script.End(replace);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void I1_a_replace_that_failed_leaves_the_old_domain()
    {
        var script = new Script(1);
        script.Add(new DomainCreated(Identity, DomainKind.Identity));
        script.Map(0x4000, 0x80000000);
        script.End(script.BeginAttach(OperationKind.Replace, 0, Identity), OperationStatus.Failed);
        script.Dma(0, 0x4000, 0x80000000);
        Expect.Valid(script);

        script.Dma(0, 0x4000, 0x4000);
        Expect.Objections(script, "I1");
    }

    [Fact]
    public void I1_in_doubt_it_says_nothing_of_a_device_that_never_had_a_domain()
    {
        var script = new Script(1, attach: false);
        script.Dma(0, 0x4000, 0x4000);

        Expect.Valid(script);
    }

    [Theory]
    [InlineData("1 3 | 0")]
    [InlineData("0 | 1 3", "I2")]
    [InlineData("0 1 3", "I2")]
    public void I2_an_entry_is_filled_before_it_is_made_valid(string order, params string[] oracles)
    {
        var script = new Script(1);
        Rewrite(script, order, [0, 0, 0, 0], [0xd, 1, 0, 0x5000]);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void I2_a_detour_over_invalid_is_for_changes_that_need_it()
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Other);
        Store(script, operation, 0, 0x9, 0);
        script.Invalidate(operation, 0, Cfgi());
        Store(script, operation, 0, 0, 0x1);
        script.Invalidate(operation, 0, Cfgi());
        script.End(operation);

        Expect.Objections(script, "I2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "I3")]
    public void I3_a_table_has_contents_before_it_has_a_pointer(bool initialised, params string[] oracles)
    {
        var script = new Script(1);
        var map = script.Begin(OperationKind.Map, 0, 0x1000, 0x80000000);
        script.Add(new TableAllocated(map, new Pa(0xa000), 0x1000));
        if (initialised) script.Add(new TableInitialized(new Pa(0xa000)));
        script.Store(map, 0, Script.Table(0xa000), level: 2);
        script.End(map);

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "I3")]
    public void I3_also_for_level_1_descriptors_of_streams(bool initialised, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new TableAllocated(default, new Pa(0xa000), 0x1000));
        if (initialised) script.Add(new TableInitialized(new Pa(0xa000)));
        script.Add(new ConfigurationWritten(
            default, ConfigurationKind.StreamTableDescriptor, new SmmuId(0), default, default, new Pa(0x100), 0, 0, 0xa000 | 9));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void I7_a_global_bypass_is_a_policy_or_a_hole()
    {
        var script = new Script(1, attach: false);
        script.Add(new SmmuStateChanged(new SmmuId(0), IsEnabled: false, PassesOn: true));
        script.Dma(0, 0x4000, 0x4000, path: TranslationPath.GlobalBypass);

        Expect.Objections(script, "I7");
        Assert.Equal(VerdictKind.Valid, script.Judge(options: new JudgeOptions { GlobalBypassIsPolicy = true }).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, "O2")]
    public void O2_a_page_is_freed_after_its_last_use(bool freedFirst, params string[] oracles)
    {
        var script = new Script(1);
        script.Map(0x4000, 0x80000000);
        if (freedFirst) script.Add(new PagesFreed(new Pa(0x80000000), 0x1000));
        script.Dma(0, 0x4000, 0x80000000);
        script.Add(new PagesFreed(new Pa(0x80000000), 0x1000));

        Expect.Objections(script, oracles);
    }

    // Others may object to the bypass.
    [Theory]
    [InlineData(TranslationPath.Translated, true)]
    [InlineData(TranslationPath.StreamBypass, false)]
    public void O2_what_passes_untranslated_reaches_every_page(TranslationPath path, bool objects)
    {
        var script = new Script(1);
        script.Map(0x4000, 0x4000);
        script.Add(new PagesFreed(new Pa(0x4000), 0x1000));
        script.EndDma(0, script.StartDma(0, 0x4000), 0x4000, path);

        Assert.Equal(objects, script.Judge().Violations.Any(one => one.Oracle == "O2"));
    }

    [Fact]
    public void O2_lazy_mode_is_weak_on_purpose()
    {
        var script = new Script(1);
        script.Map(0x4000, 0x80000000);
        script.End(script.Clear(0x4000, lazily: true));
        script.Add(new PagesFreed(new Pa(0x80000000), 0x1000));
        script.Dma(0, 0x4000, 0x80000000);

        Expect.Valid(script);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, "O2")]
    public void O2_an_object_is_not_reached_after_it_is_free(bool late, params string[] oracles)
    {
        var script = new Script(1);
        if (!late) script.Add(new ObjectUsed(new ObjectId(1)));
        script.Add(new ObjectFreed(new ObjectId(1)));
        if (late) script.Add(new ObjectUsed(new ObjectId(1)));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData("recorded")]
    [InlineData("merged")]
    [InlineData("lost")]
    [InlineData("lost silently", "E1")]
    [InlineData("stall lost", "E1")]
    [InlineData("twice", "E1")]
    [InlineData("nothing", "E1")]
    public void E1_an_event_has_one_fate(string fate, params string[] oracles)
    {
        var script = new Script(1);
        var id = new DetectedEventId(1);
        script.Add(new EventDetected(id, Events, EventId.FTranslation, Script.StreamOf(0), IsStall: fate == "stall lost"));
        if (fate is "recorded" or "twice") script.Add(new EventRecorded(id, Events, 0, 0));
        if (fate is "merged" or "twice") script.Add(new EventMerged(id, Events));
        if (fate.Contains("lost", StringComparison.Ordinal)) script.Add(new EventLost(id, Events, IsSignalled: fate != "lost silently"));
        script.Add(new RunEnded(IsQuiescent: true));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData("0 1 2", "0 1 2")]
    [InlineData("0 2 5", "0 2 5")]
    [InlineData("2147483647 0", "2147483647 0")]
    [InlineData("0 0", "", "E3")]
    [InlineData("0 1", "1", "E3")]
    [InlineData("0", "0 0", "E3")]
    public void E3_events_are_numbered_and_read_in_order(string recorded, string read, params string[] oracles)
    {
        var script = new Script(1);
        var next = 0;
        foreach (var number in Numbers(recorded))
        {
            script.Add(new EventDetected(new DetectedEventId(++next), Events, EventId.FTranslation, default, false));
            script.Add(new EventRecorded(new DetectedEventId(next), Events, number, (uint)number));
        }

        foreach (var number in Numbers(read)) script.Add(new EventRead(Events, (uint)number));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData("1 2 3", 1, 1)]
    [InlineData("2 1", 1, 1, "E4")]
    [InlineData("2 1", 1, 2)]
    [InlineData("3 1", 1, 1, "E4")]
    [InlineData("3", 1, 1)]
    public void E4_the_events_of_a_stream_are_recorded_in_the_order_of_their_detection(
        string recorded, uint first, uint second, params string[] oracles)
    {
        var script = new Script(1);
        for (var id = 1; id <= 3; id++)
        {
            var stream = new StreamId(id == 1 ? first : second);
            script.Add(new EventDetected(new DetectedEventId(id), Events, EventId.FTranslation, stream, IsStall: false));
        }

        var number = 0;
        foreach (var id in Numbers(recorded)) script.Add(new EventRecorded(new DetectedEventId(id), Events, number, (uint)number++));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5, "E6")]
    public void E6_a_handler_takes_what_its_queue_holds_and_not_more(int taken, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new EventsHandled(Events, taken, 4));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData("raise acknowledge record")]
    [InlineData("record", "")]
    [InlineData("raise", "E7")]
    [InlineData("raise giveup")]
    [InlineData("raise raise acknowledge", "E7")]
    [InlineData("acknowledge", "E7")]
    [InlineData("raise record acknowledge", "E7")]
    public void E7_an_overflow_is_acknowledged(string what, params string[] oracles)
    {
        var script = new Script(1);
        foreach (var one in what.Split(' '))
        {
            if (one == "raise") script.Add(new OverflowRaised(Requests));
            else if (one == "acknowledge") script.Add(new OverflowAcknowledged(Requests));
            else if (one == "giveup") script.Add(new SmmuGivenUp(new SmmuId(Requests.Index)));
            else
            {
                script.Add(new EventDetected(new DetectedEventId(1), Requests, EventId.EPageRequest, default, false));
                script.Add(new EventRecorded(new DetectedEventId(1), Requests, 0, 0));
            }
        }

        script.Add(new RunEnded(IsQuiescent: true));

        Expect.Objections(script, [.. oracles.Where(oracle => oracle.Length > 0)]);
    }

    [Fact]
    public void Row_18_an_event_queue_goes_on_while_its_overflow_is_not_acknowledged()
    {
        var script = new Script(1);
        script.Add(new OverflowRaised(Events));
        script.Add(new EventDetected(new DetectedEventId(1), Events, EventId.FTranslation, default, false));
        script.Add(new EventRecorded(new DetectedEventId(1), Events, 0, 0));

        Expect.Valid(script);
    }

    [Fact]
    public void E3_what_is_recorded_is_read_and_what_a_reset_drops_is_not()
    {
        var script = new Script(1);
        script.Add(new EventQueueStarted(Events));
        for (var number = 0; number < 3; number++)
        {
            script.Add(new EventDetected(new DetectedEventId(number), Events, EventId.FTranslation, default, false));
            script.Add(new EventRecorded(new DetectedEventId(number), Events, number, (uint)number));
            if (number == 0) script.Add(new EventRead(Events, 0));
            if (number == 1) script.Add(new EventQueueStarted(Events));
        }

        script.Add(new RunEnded(IsQuiescent: true));
        Expect.Objections(script, "E3");

        script.Add(new EventRead(Events, 2));
        script.Add(new RunEnded(IsQuiescent: true));
        Expect.Valid(script);
    }

    private static IEnumerable<long> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => long.Parse(word,
            System.Globalization.CultureInfo.InvariantCulture));

    private static Command Cfgi() => default(Command) with { Opcode = CommandOpcode.CfgiSte, StreamID = Script.StreamOf(0), Leaf = true };

    private static void Rewrite(Script script, string order, ulong[] before, ulong[] after)
    {
        var operation = script.Begin(OperationKind.Other);
        foreach (var word in order.Split(' '))
        {
            if (word == "|") script.Invalidate(operation, 0, Cfgi());
            else Store(script, operation, word[0] - '0', before[word[0] - '0'], after[word[0] - '0']);
        }

        script.Invalidate(operation, 0, Cfgi());
        script.End(operation);
    }

    private static void Store(Script script, OperationId operation, int dword, ulong old, ulong value) =>
        script.Add(new ConfigurationWritten(
        operation, ConfigurationKind.StreamTableEntry, new SmmuId(0), Script.StreamOf(0), default, new Pa(0x100), dword, old, value));
}
