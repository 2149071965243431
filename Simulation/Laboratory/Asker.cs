using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using ActorIommu.Simulation.Engine;
using Akka.Actor;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>Sets a machine up: asks, lets everything come to rest calmly, and takes the answer.</summary>
internal sealed class Asker
{
    private readonly IRunContext _context;
    private readonly List<object> _answers = [];
    private readonly IActorRef _boot;
    private readonly WorkloadPlanner _planner;

    public Asker(IRunContext context, WorkloadPlanner planner, IActorRef driver)
    {
        (_context, _planner, Driver) = (context, planner, driver);
        var answers = _answers;
        _boot = context.System.ActorOf(ProducedActor.By(() => new CollectorActor(answers, context)), "boot");
    }

    /// <summary>The host's driver.</summary>
    public IActorRef Driver { get; }

    /// <summary>What went wrong; null while nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>A number for a request.</summary>
    public RequestId Next() => new(_planner.NextRequest());

    /// <summary>Asks the host's driver; null if the answer is not Ok.</summary>
    public T? Host<T>(IRequest request)
        where T : class, IHostAnswer => Guest<T>(Driver, request);

    /// <summary>Asks somebody's driver; null if the answer is not Ok.</summary>
    public T? Guest<T>(IActorRef driver, IRequest request)
        where T : class, IHostAnswer => Ask<T>(driver, request, static answer => answer.Result == HostResult.Ok);

    /// <summary>Asks anybody; null if the answer is not a good one.</summary>
    public T? Ask<T>(IActorRef whom, IIommuProtocol request, Func<T, bool> isGood)
        where T : class
    {
        _answers.Clear();
        _context.Expect(1);
        whom.Tell(request, _boot);
        _context.Settle();
        if (_answers is [T answer] && isGood(answer)) return answer;
        var got = _answers is [] ? "nothing" : string.Join(", ", _answers);
        Failure = $"{request} was answered with {got} although nothing disturbs it.";
        return null;
    }

    /// <summary>Maps all pages of a window to new memory.</summary>
    public bool MapAll(DomainWindow window)
    {
        foreach (var (address, output, bytes) in window.First())
        {
            var map = new MapPages(window.Domain, Next(), address, output, bytes);
            if (Host<PagesMapped>(map) is null) return false;
            window.Leads(address, output, bytes);
        }

        return true;
    }

    /// <summary>Keeps what it is answered.</summary>
    private sealed class CollectorActor(List<object> answers, IRunContext context) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            answers.Add(message);
            context.Answered();
        }
    }
}
