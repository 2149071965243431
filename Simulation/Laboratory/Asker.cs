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
    public T? Host<T>(IIommuProtocol request, Func<T, HostResult> resultOf)
        where T : class => Guest(Driver, request, resultOf);

    /// <summary>Asks somebody's driver; null if the answer is not Ok.</summary>
    public T? Guest<T>(IActorRef driver, IIommuProtocol request, Func<T, HostResult> resultOf)
        where T : class
    {
        _answers.Clear();
        _context.Expect(1);
        driver.Tell(request, _boot);
        _context.Settle();
        if (_answers is [T answer] && resultOf(answer) == HostResult.Ok) return answer;
        var got = _answers is [] ? "nothing" : string.Join(", ", _answers);
        Failure = $"{request} was answered with {got} although nothing disturbs it.";
        return null;
    }

    /// <summary>Maps all pages of a window to new memory.</summary>
    public bool MapAll(DomainWindow window)
    {
        var step = window.IsTablePerPage ? 1 : window.Pages;
        for (var page = 0; page < window.Pages; page += step)
        {
            if (Host<PagesMapped>(MapOf(window, page, step), answer => answer.Result) is null) return false;
        }

        return true;
    }

    private MapPages MapOf(DomainWindow window, int page, int pages) =>
        new(window.Domain, Next(), window.AddressOf(page), window.NewPages(pages), window.PageBytes * (ulong)pages);

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
