using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>
/// D5: two SMMUs with a domain each. The first answers no more, and the wait of V for it runs out while U, of the other, is there.
/// </summary>
public sealed class DelayTests
{
    private static readonly DomainId Other = new(2);
    private static readonly OperationId U = new(70);

    [Theory]
    [InlineData("begin wait timeout", "D5")]
    [InlineData("begin wait end timeout")]
    [InlineData("wait begin timeout")]
    // It waits for the SMMU that it does not need.
    [InlineData("begin strays timeout", "D5")]
    // Its domain was once there, too.
    [InlineData("share begin wait timeout")]
    [InlineData("share leave begin wait timeout")]
    // Its own SMMU has something to do for somebody, or has failed somebody.
    [InlineData("begin issue wait timeout")]
    [InlineData("begin issue fail drain wait timeout")]
    [InlineData("begin issue drain wait timeout", "D5")]
    // Time tells nothing there.
    [InlineData("race begin wait timeout")]
    [InlineData("stall begin wait timeout")]
    // The device comes from a domain that the first SMMU has.
    [InlineData("move wait timeout")]
    public void D5_who_does_not_need_an_SMMU_is_not_held_by_it(string what, params string[] oracles)
    {
        var script = new Script(2, attach: false);
        script.Attach(0, Script.Domain);
        script.Add(new DomainCreated(Other, DomainKind.StageOne));
        script.Attach(1, Other);
        script.Add(new FaultInjected(FaultSite.CommandQueueStuck, "smmu0-cmdq"));
        var (v, slot) = (script.Begin(OperationKind.Invalidate), 0u);
        foreach (var word in what.Split(' '))
        {
            switch (word)
            {
                case "begin": script.Add(new OperationBegan(U, OperationKind.Unmap, Other) { SizeBytes = 0x1000 }); break;
                case "end": script.End(U); break;
                case "wait": slot = script.Issue(v, 0, Script.Sync); break;
                case "strays": slot = script.Issue(v = U, 0, Script.Sync); break;
                case "timeout": script.Release(v, 0, slot, SyncOutcome.TimedOut); break;
                case "share": script.Attach(0, Other); break;
                case "leave": script.End(script.BeginAttach(OperationKind.Detach, 0, Other)); break;
                case "issue": script.Issue(default, 1, Script.Sync); break;
                case "fail": script.Release(default, 1, 0, SyncOutcome.Failed); break;
                case "drain": script.Drain(1); break;
                case "race": script.Add(new TimersRace()); break;
                case "stall": script.Add(new FaultInjected(FaultSite.CommandQueueStall, "smmu1-cmdq")); break;
                case "move":
                    script.Attach(1, Script.Domain);
                    script.BeginAttach(OperationKind.Replace, 1, Other);
                    break;
            }
        }

        Expect.Objections(script, oracles);
    }
}
